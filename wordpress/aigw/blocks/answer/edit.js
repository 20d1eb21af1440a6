/**
 * The block "AI answer" in the editor.
 *
 * @license GPL-2.0-or-later
 */
( function ( blocks, element, editor, components, i18n ) {
	const el = element.createElement;
	const __ = i18n.__;

	function Settings( { attributes, setAttributes } ) {
		const set = ( name ) => ( value ) => setAttributes( { [ name ]: value } );
		const text = ( name, label, help ) =>
			el( components.TextControl, { key: name, label, help, value: attributes[ name ], onChange: set( name ), __next40pxDefaultSize: true, __nextHasNoMarginBottom: true } );
		const toggle = ( name, label, help ) =>
			el( components.ToggleControl, { key: name, label, help, checked: attributes[ name ], onChange: set( name ), __nextHasNoMarginBottom: true } );
		return el(
			editor.InspectorControls,
			null,
			el(
				components.PanelBody,
				{ title: __( 'Question', 'aigw' ) },
				toggle( 'showQuestion', __( 'Visitors type a question', 'aigw' ), __( 'Without it, the prompt alone is asked.', 'aigw' ) ),
				attributes.showQuestion && text( 'questionLabel', __( 'Label of the field', 'aigw' ) ),
				text( 'buttonText', __( 'Text of the button', 'aigw' ) ),
				! attributes.showQuestion && toggle( 'autostart', __( 'Begin by itself when seen', 'aigw' ), __( 'Every visitor who scrolls here costs an answer.', 'aigw' ) )
			),
			el(
				components.PanelBody,
				{ title: __( 'Model and limits', 'aigw' ), initialOpen: false },
				text( 'model', __( 'Model', 'aigw' ), __( 'Empty: as set under Settings > AI Gateway.', 'aigw' ) ),
				el( components.TextControl, {
					type: 'number',
					min: 0,
					max: 32768,
					label: __( 'Longest answer in tokens', 'aigw' ),
					help: __( '0: as set under Settings > AI Gateway.', 'aigw' ),
					value: attributes.maxTokens,
					onChange: ( value ) => setAttributes( { maxTokens: Math.max( 0, Math.min( 32768, parseInt( value, 10 ) || 0 ) ) } ),
					__next40pxDefaultSize: true,
					__nextHasNoMarginBottom: true,
				} ),
				text( 'feature', __( 'Name in reports', 'aigw' ), __( 'Costs of this block are listed under this name; limits can be set on it.', 'aigw' ) )
			)
		);
	}

	function Edit( props ) {
		const { attributes, setAttributes } = props;
		return el(
			element.Fragment,
			null,
			el( Settings, props ),
			el(
				'div',
				editor.useBlockProps( { className: 'aigw-answer' } ),
				el( components.TextareaControl, {
					label: __( 'Prompt for the AI, fixed by you', 'aigw' ),
					help: attributes.showQuestion
						? __( 'Put {question} where the visitor\'s question goes, or leave it out: then this is the AI\'s instruction. {title} and {content} are this page\'s. Visitors can find this text; keep secrets out of it.', 'aigw' )
						: __( '{title} and {content} are this page\'s. Visitors can find this text; keep secrets out of it.', 'aigw' ),
					value: attributes.prompt,
					rows: 3,
					onChange: ( prompt ) => setAttributes( { prompt } ),
					__nextHasNoMarginBottom: true,
				} ),
				attributes.showQuestion &&
					el(
						'div',
						{ className: 'aigw-answer__form' },
						el( 'span', { className: 'aigw-answer__label' }, attributes.questionLabel || __( 'Your question', 'aigw' ) ),
						el( 'div', { className: 'aigw-answer__question is-preview', 'aria-hidden': true } )
					),
				el( 'div', { className: 'aigw-answer__buttons' }, el( 'span', { className: 'aigw-answer__ask wp-element-button' }, attributes.buttonText || __( 'Ask', 'aigw' ) ) ),
				! attributes.showQuestion && attributes.prompt.trim() === '' && el( components.Notice, { status: 'warning', isDismissible: false }, __( 'Without a prompt and without a question there is nothing to ask: the page shows nothing here.', 'aigw' ) )
			)
		);
	}

	blocks.registerBlockType( 'aigw/answer', { edit: Edit, save: () => null } );
} )( window.wp.blocks, window.wp.element, window.wp.blockEditor, window.wp.components, window.wp.i18n );
